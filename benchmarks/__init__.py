"""Measurements that compare; none of them is a test."""
