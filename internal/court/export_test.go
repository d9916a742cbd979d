package court

import "unsafe"

// Outside is how many bytes the reduction has taken outside of the collected heap.
func (r *Reducer) Outside() int64 {
	return int64(max(0, r.pool.made-many)) * int64(unsafe.Sizeof(chunk{}))
}
