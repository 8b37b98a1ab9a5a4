"""Free TCP ports of this machine."""
import socket


def free_ports(count: int) -> list[int]:
    """Ports that nobody has at this moment; all are held until the last is found, so that they differ."""
    sockets = []
    for _ in range(count):
        one = socket.socket()
        one.bind(("127.0.0.1", 0))
        sockets.append(one)
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
