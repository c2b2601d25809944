"""What is offered, and when."""
