"""A house at a real address: behind a real proxy, under a service manager, seen from outside and from inside."""
