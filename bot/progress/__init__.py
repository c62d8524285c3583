"""Who watched what."""
