"""Exam copy requests: their form, and the mails to the publisher and the teacher."""
