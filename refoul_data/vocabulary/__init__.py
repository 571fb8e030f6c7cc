"""The words that everything is written in: codes, dates, states."""
