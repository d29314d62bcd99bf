def fill(mib: int) -> int:
    return len(bytearray(b"x") * (mib * 1024 * 1024))
