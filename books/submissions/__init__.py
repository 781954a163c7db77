"""What readers send us: checked, limited and answered by mail in one way, for API and HTML."""
