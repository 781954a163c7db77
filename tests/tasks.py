"""How tasks are kept where a worker runs them."""

WITH_WORKER = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}
}
