"""The groups that a migration makes: what their people may do is set in the admin from then on."""

MARKETING_EDITORS = "Marketing editors"
PUBLISHERS = "Publishers"
API_READERS = "API readers"
