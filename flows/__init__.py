"""When and in what order: Prefect flows, deployments and the command line."""
