"""HTTP middleware: limits, a cache by snapshot, ETags, security headers, errors as problem+json."""
