"""From labelled, normalised text to what the report says: tables cell by cell, narrative statistics, who and when."""
