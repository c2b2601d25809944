"""The WSGI entry: `gunicorn wsgi:app` and `flask` both find the application here."""

import sys

from rehab.app import create_app

# A thread that comes back from the database while another computes waits this long for the interpreter, some twenty times in
# a transaction during which nobody else can write; Python's own 5 ms made that a tenth of a second.
sys.setswitchinterval(0.0002)
app = create_app()
