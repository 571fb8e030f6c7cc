"""Published files become what analysts call."""
