class RefusalError(Exception):
    """Why a picture is not taken: a code, for which the other side has words, and their values."""

    def __init__(self, code: str, **values: int):
        super().__init__(code)
        self.code, self.values = code, values
