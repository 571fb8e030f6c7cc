"""Tables become what people look at."""
