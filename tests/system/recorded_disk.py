"""A disk that records what reaches it: an image that FUSE serves as one file, for a loop device. From the record come
images of the disk as a power cut may leave it: everything up to the last flush is there, and of what was written after
it any part, sector by sector."""

import errno
import stat
import threading
from pathlib import Path

import fusepy

SECTOR = 4096  # What nearly all disks write as a whole. Smaller parts would damage the file system itself.
FLUSH = "flush"
NAME = "disk"


class RecordedDisk(fusepy.Operations):
    """`log` holds (offset, bytes) for each write, FLUSH, and what `mark` adds, in order of arrival."""

    use_ns = True  # Of times, which nothing asks for: else fusepy warns.

    def __init__(self, image):
        self.original = bytes(image)
        self.log = []
        self._image = bytearray(image)
        self._lock = threading.Lock()

    def mark(self, what):
        with self._lock:
            self.log.append(what)

    def serve(self, folder):
        """Serves the image as `folder`/disk until `folder` is unmounted."""
        thread = threading.Thread(target=fusepy.FUSE, args=(self, str(folder)), daemon=True,
                                  kwargs={"foreground": True, "nothreads": True, "fsname": "recorded-disk"})
        thread.start()
        return thread

    def getattr(self, path, fh=None):
        del fh
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2}
        if path == f"/{NAME}":
            return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": len(self._image)}
        raise fusepy.FuseOSError(errno.ENOENT)

    def read(self, path, size, offset, fh):
        del path, fh
        return bytes(self._image[offset:offset + size])

    def write(self, path, data, offset, fh):
        del path, fh
        self._image[offset:offset + len(data)] = data
        self.mark((offset, bytes(data)))
        return len(data)

    def fsync(self, path, datasync, fh):
        del path, datasync, fh
        self.mark(FLUSH)
        return 0

    def truncate(self, path, length, fh=None):
        del path, length, fh
        raise fusepy.FuseOSError(errno.EPERM)


class Cuts:
    """Images of the disk after cuts. The cuts must be asked for in order of time."""

    def __init__(self, original, log, random, keeps_flushes=True):
        self._stable = bytearray(original)
        self._log = log
        self._applied = 0
        self._random = random
        self._keeps_flushes = keeps_flushes

    def image_at(self, cut):
        """The first `cut` entries of the log happened. A disk that ignores flushes may lose any write of them."""
        flushes = [i for i in range(self._applied, cut) if self._log[i] == FLUSH] if self._keeps_flushes else []
        if flushes:
            for entry in self._log[self._applied:flushes[-1]]:
                self._write(self._stable, entry)
            self._applied = flushes[-1]
        image = bytearray(self._stable)
        share = self._random.random()
        for entry in self._log[self._applied:cut]:
            self._write(image, entry, share)
        return image

    def _write(self, image, entry, share=1.0):
        if not isinstance(entry, tuple) or not isinstance(entry[1], bytes):
            return
        offset, data = entry
        for at in range(0, len(data), SECTOR):
            if share >= 1.0 or self._random.random() < share:
                sector = data[at:at + SECTOR]
                image[offset + at:offset + at + len(sector)] = sector


def write_image(image, path):
    """A sparse file."""
    with open(path, "wb") as out:
        out.truncate(len(image))
        block = 65536
        zeros = bytes(block)
        for at in range(0, len(image), block):
            piece = image[at:at + block]
            if piece != zeros:
                out.seek(at)
                out.write(piece)
    return Path(path)
