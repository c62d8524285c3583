"""Personal data: handing it over, deleting it on request, and deleting what is old."""
