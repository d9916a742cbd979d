package ingest

import (
	"bytes"
	"testing"

	"github.com/apache/arrow/go/v17/parquet/compress"
)

// A page unpacks into as much as its header promises, or not at all.
func TestCareful(t *testing.T) {
	whole := bytes.Repeat([]byte("53a-82 "), 100)
	unpacks := func(c compress.Compression, packed []byte, size int) (out []byte, refused bool) {
		defer func() { refused = recover() != nil }()
		return codecOf(c).Decode(make([]byte, size, size+2*zstdSlack), packed), false
	}
	for _, c := range []compress.Compression{compress.Codecs.Snappy, compress.Codecs.Gzip, compress.Codecs.Brotli, compress.Codecs.Zstd} {
		packed := codecOf(c).Encode(nil, whole)
		if out, refused := unpacks(c, packed, len(whole)); refused || !bytes.Equal(out, whole) {
			t.Errorf("%v: refused %v, %d bytes", c, refused, len(out))
		}
		if _, refused := unpacks(c, packed, len(whole)+1); !refused {
			t.Errorf("%v: a page that is too short was taken", c)
		}
		stops := c == compress.Codecs.Gzip || c == compress.Codecs.Brotli // the library's stop at the end
		if _, refused := unpacks(c, packed, len(whole)-1); !refused && !stops {
			t.Errorf("%v: a page that is too long was taken", c)
		}
		if _, refused := unpacks(c, packed[:len(packed)/2], len(whole)); !refused {
			t.Errorf("%v: half a page was taken", c)
		}
		if out, refused := unpacks(c, nil, 0); refused || len(out) > 0 {
			t.Errorf("%v: a page of nothing: refused %v, %d bytes", c, refused, len(out))
		}
	}
	// Lengths of 4 GiB are claimed in a few bytes, and believed by nobody.
	for c, packed := range map[compress.Compression][]byte{
		compress.Codecs.Snappy: {0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0},
		compress.Codecs.Zstd:   {0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0},
	} {
		if _, refused := unpacks(c, packed, 64); !refused {
			t.Errorf("%v: a claim of 4 GiB was taken", c)
		}
	}
}
