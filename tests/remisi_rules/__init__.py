"""The law of remisi: cases worked by hand, properties, planted faults."""
