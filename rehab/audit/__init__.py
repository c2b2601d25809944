"""What did they do? Append-only and chained."""
