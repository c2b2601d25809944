"""The WSGI entry: `gunicorn wsgi:app` and `flask` both find the application here."""

from rehab.app import create_app

app = create_app()
