"""Taking back what somebody has just changed, with a button below the answer that confirmed it."""
