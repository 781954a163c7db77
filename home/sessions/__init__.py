"""Who is logged in, from where, since when: listed for administrators, and ended by them."""
