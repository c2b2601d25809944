"""The prisons: name, time zone, letterhead, holidays."""
