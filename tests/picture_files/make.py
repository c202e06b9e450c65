#!/usr/bin/python3
"""Makes the picture files that test_picture_files reads, with PIL and zlib: make.py. Each shows four quarters: red, green,
blue, and a fourth that is white, or transparent black. A grey one has 76, 149, 29 and 255."""
import os
import struct
import zlib

import numpy as np
from PIL import Image

os.chdir(os.path.dirname(os.path.abspath(__file__)))
a = np.zeros((32, 48, 3), np.uint8)
a[:16, :24], a[:16, 24:], a[16:, :24], a[16:, 24:] = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
clear = np.dstack([a, np.full((32, 48), 255, np.uint8)])
clear[16:, 24:] = 0
rgb, rgba, grey = Image.fromarray(a), Image.fromarray(clear), Image.fromarray(a).convert('L')
palette = rgb.quantize(4)
jpeg = dict(quality=95, subsampling=0)


def png(name, colour, depth, rows, passes=None, more=b''):
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    header = struct.pack('>IIBBBBB', 48, 32, depth, colour, 0, 0, 1 if passes else 0)
    raw = b''
    for top, down, left, right in passes or [(0, 1, 0, 1)]:
        raw += b''.join(b'\0' + row[left::right].tobytes() for row in rows[top::down])
    with open(name, 'wb') as f:
        f.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + (chunk(b'tRNS', more) if more else b'') +
                chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b''))


ADAM7 = [(0, 8, 0, 8), (0, 8, 4, 8), (4, 8, 0, 4), (0, 4, 2, 4), (2, 4, 0, 2), (0, 2, 1, 2), (1, 2, 0, 1)]
wide = (a.astype('>u2') * 257).astype('>u2')
png('deep.png', 2, 16, wide)
png('interlaced.png', 2, 8, a, ADAM7)
png('interlaced-clear.png', 6, 8, clear, ADAM7)
png('colour-clear.png', 2, 8, np.where(clear[..., 3:] == 255, a, 0).astype(np.uint8), None, struct.pack('>HHH', 0, 0, 0))
rgb.save('plain.png')
rgba.save('clear.png')
Image.merge('LA', (grey, rgba.getchannel('A'))).save('grey-clear.png')
palette.save('palette.png')
indices = np.asarray(palette)
palette.save('palette-clear.png', transparency=int(indices[31, 47]))
rgb.save('plain.bmp')
palette.save('palette.bmp')
rgb.save('plain.ppm')
grey.save('grey.pgm')
rgb.save('plain.jpg', **jpeg)
rgb.save('progressive.jpg', progressive=True, **jpeg)
grey.save('grey.jpg', quality=95)
rgb.convert('CMYK').save('inks.jpg', **jpeg)
inks = np.asarray(rgb.convert('CMYK'))
ycc = np.asarray(Image.fromarray(inks[..., :3].copy()).convert('YCbCr'))
Image.fromarray(np.dstack([255 - ycc, inks[..., 3]]), 'CMYK').save('ycck.jpg', **jpeg)
b = bytearray(open('ycck.jpg', 'rb').read())
b[b.index(b'Adobe') + 11] = 2
open('ycck.jpg', 'wb').write(b)
exif = Image.Exif()
turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # which transpose the orientation undoes
for orientation, undone in turns.items():
    exif[0x112] = orientation
    rgb.transpose(undone).save('turned-%d.jpg' % orientation, exif=exif, **jpeg)
exif[0x112] = 6
rgb.transpose(2).save('turned.png', exif=exif)
rgba.save('clear.webp', lossless=True)
rgb.save('lossy.webp', quality=95)
rgb.transpose(2).save('turned.webp', lossless=True, exif=exif)
rgb.save('moving.webp', save_all=True, append_images=[rgb.transpose(1)], lossless=True)
palette.save('moving.gif', save_all=True, append_images=[palette.transpose(1)])
palette.save('clear.gif', transparency=int(indices[31, 47]), interlace=1)
