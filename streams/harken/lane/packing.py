"""Documents packed against what documents have in common: a fifth of their size for those at rest in a cache.

Most of a document is names of fields and numbers that others have too. Zstandard takes them out of a dictionary, which
is learned here from the documents themselves; it is never written anywhere.
"""

from typing import Final

from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError, train_dictionary

#: A dictionary is learned from so many documents (30 ms), and has so many bytes: twice as many of both win a fiftieth.
SAMPLES: Final = 300
DICTIONARY_BYTES: Final = 16_384
#: The first one is learned at once. Documents change, with the models that write into them and with their customers'
#: age: the next one is learned where so many times as many have been packed, so there are few in a worker's life.
AGAIN_AFTER_TIMES: Final = 4
MOST_DICTIONARIES: Final = 64
#: Fast ones are negative. Each step towards 1 takes a tenth off the size and adds a tenth to the time.
LEVEL: Final = -3

#: How a document begins that is not packed. A packed one begins with the number of its dictionary.
_PLAIN: Final = ord("{")


class Packing:
    """Packs and unpacks JSON objects; those that come before the first dictionary stay as they are.

    Parameters
    ----------
    samples : documents that a dictionary is learned from, > 0.
    """

    def __init__(self, samples: int = SAMPLES) -> None:
        self._most_samples = samples
        self._samples: list[bytes | bytearray | memoryview] = []
        self._packed = 0
        self._next = samples
        self._pack: ZstdCompressor | None = None
        self._unpack: list[ZstdDecompressor] = []

    def pack(self, document: bytes) -> bytes:
        """The document in fewer bytes; what is packed already stays so."""
        if document[0] != _PLAIN:
            return document
        self._packed += 1
        if self._packed > self._next - self._most_samples:
            self._samples.append(document)
            if self._packed == self._next:
                self._learn()
        if self._pack is None:
            return document
        return bytes((len(self._unpack) - 1,)) + self._pack.compress(document)

    def unpack(self, packed: bytes) -> bytes:
        """The document as it was."""
        return packed if packed[0] == _PLAIN else self._unpack[packed[0]].decompress(packed[1:])

    def _learn(self) -> None:
        samples, self._samples = self._samples, []
        self._next *= AGAIN_AFTER_TIMES
        if len(self._unpack) == MOST_DICTIONARIES:
            return
        try:
            learned: ZstdCompressionDict = train_dictionary(DICTIONARY_BYTES, samples)
        except ZstdError:
            return  # too little to learn from: there will be more
        learned.precompute_compress(level=LEVEL)
        self._pack = ZstdCompressor(level=LEVEL, dict_data=learned, write_checksum=False, write_dict_id=False)
        self._unpack.append(ZstdDecompressor(dict_data=learned))
