"""What every uploaded picture goes through before it is stored."""
