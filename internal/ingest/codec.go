package ingest

import (
	"fmt"

	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// A careful codec fills all the bytes that the header of a page promises, and no
// more. The library's own codecs trust what the packed bytes say of their
// length, which a damaged file may put at gigabytes, and some stop short in
// silence. Errors are panics, as the library wants them of codecs.
type careful struct {
	compress.Codec
	unpack func(dst, src []byte) ([]byte, error)
	slack  int // bytes behind those of the page that unpack may write over, where there are any
}

// zstdSlack is the slack with which zstd copies whole words.
const zstdSlack = 16

// Decode unpacks src into dst, which is as long as the whole.
func (c careful) Decode(dst, src []byte) []byte {
	if len(dst) == 0 {
		return dst
	}
	out, err := c.unpack(dst[:len(dst):min(cap(dst), len(dst)+c.slack)], src)
	if err != nil {
		panic(err)
	}
	if len(out) != len(dst) {
		panic(fmt.Errorf("a page unpacks to %d bytes, its header says %d", len(out), len(dst)))
	}
	return out
}

// lz4Raw is the number of the LZ4_RAW compression in the Parquet format. The
// library knows the number and lacks the codec.
const lz4Raw compress.Compression = 7

func init() {
	for _, c := range []compress.Compression{compress.Codecs.Gzip, compress.Codecs.Brotli} {
		own := codecOf(c)
		compress.RegisterCodec(c, careful{Codec: own, unpack: func(dst, src []byte) ([]byte, error) { return own.Decode(dst, src), nil }})
	}
	compress.RegisterCodec(compress.Codecs.Snappy, careful{Codec: codecOf(compress.Codecs.Snappy), unpack: unpackSnappy})
	compress.RegisterCodec(compress.Codecs.Zstd, careful{codecOf(compress.Codecs.Zstd), zstdUnpacker(), zstdSlack})
	compress.RegisterCodec(lz4Raw, careful{unpack: unpackLZ4})
}

// codecOf is a codec of the library, which has those that are asked for here.
func codecOf(c compress.Compression) compress.Codec {
	codec, err := compress.GetCodec(c)
	if err != nil {
		panic(err)
	}
	return codec
}

func unpackSnappy(dst, src []byte) ([]byte, error) {
	if n, err := s2.DecodedLen(src); err != nil || n != len(dst) {
		return nil, fmt.Errorf("a page unpacks to %d bytes, its header says %d", n, len(dst))
	}
	return s2.Decode(dst, src)
}

func zstdUnpacker() func(dst, src []byte) ([]byte, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		panic(err) // the options are constant
	}
	return func(dst, src []byte) ([]byte, error) { return d.DecodeAll(src, dst[:0]) }
}

func unpackLZ4(dst, src []byte) ([]byte, error) {
	n, err := lz4.UncompressBlock(src, dst)
	return dst[:max(n, 0)], err
}
