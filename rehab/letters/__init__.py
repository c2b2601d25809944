"""Papers of a round: lists, letters, minutes, their numbers and who signs them; and what SDP granted beside what was proposed."""
