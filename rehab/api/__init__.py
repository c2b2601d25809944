"""The machine door: what phones ask for and send, in JSON."""
