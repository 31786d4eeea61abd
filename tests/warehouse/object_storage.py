"""An S3-compatible server on the loopback interface with an empty bucket, `bucket`."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def object_storage() -> Iterator[dict[str, str]]:
    """Yields the variables that lead clients to it."""
    import boto3
    import httpx
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    login = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    # Servers of one process share their buckets: without this the bucket holds what an earlier test sent.
    httpx.post(f"http://{host}:{port}/moto-api/reset").raise_for_status()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", **login)
    client.create_bucket(Bucket="bucket")
    try:
        yield {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ALLOW_HTTP": "true",
        }
    finally:
        server.stop()
