"""Bina: rehabilitation programmes and honest remission for Indonesian prisons."""
