"""What an advocate reads before she signs: a policy explained, on paper and as text, and two policies compared."""
