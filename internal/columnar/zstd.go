package columnar

import (
	"sync"

	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/klauspost/compress/zstd"
)

// A packer is the library's zstd with one encoder for all pages: the library itself makes
// one for each page, which takes longer than packing a small page does.
type packer struct{ compress.Codec }

var encoder = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithZeroFrames(true), zstd.WithEncoderLevel(zstd.SpeedDefault))
	if err != nil {
		panic(err) // of options that are not there
	}
	return e
})

// EncodeLevel packs a page. The writer of this package asks for no level but the default.
func (p packer) EncodeLevel(to, from []byte, level int) []byte {
	if level != compress.DefaultCompressionLevel {
		return p.Codec.EncodeLevel(to, from, level)
	}
	return encoder().EncodeAll(from, to[:0])
}

func init() {
	codec, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		panic(err)
	}
	compress.RegisterCodec(compress.Codecs.Zstd, packer{codec})
}
