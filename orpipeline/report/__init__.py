"""The report: one HTML page, drawn from the published file, that needs neither a server nor a network."""
