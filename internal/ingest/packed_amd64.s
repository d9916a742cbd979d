#include "textflag.h"

// func unpackAVX2(data *byte, groups int, width uint64, of *unpacking, out *uint32)
//
// Groups of eight numbers of width bits each, at most 16: each group's bytes are put where
// the numbers will be, moved down and masked. See unpackGroups.
TEXT ·unpackAVX2(SB), NOSPLIT, $0-40
	MOVQ data+0(FP), SI
	MOVQ groups+8(FP), CX
	MOVQ width+16(FP), AX
	MOVQ of+24(FP), BX
	MOVQ out+32(FP), DI
	VMOVDQU (BX), Y1   // which bytes
	VMOVDQU 32(BX), Y2 // how far down
	VMOVDQU 64(BX), Y3 // which bits

group:
	VBROADCASTI128 (SI), Y0
	VPSHUFB Y1, Y0, Y0
	VPSRLVD Y2, Y0, Y0
	VPAND Y3, Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ AX, SI
	ADDQ $32, DI
	DECQ CX
	JNZ  group
	VZEROUPPER
	RET

// func lookUpAVX2(index *uint32, eights int, table *uint32, last uint32, out *uint32) (fit bool)
//
// Eight numbers at once: what stands in the table at each, less 1. It reports whether none
// was beyond last and nothing was 0. See lookUp.
TEXT ·lookUpAVX2(SB), NOSPLIT, $0-41
	MOVQ index+0(FP), SI
	MOVQ eights+8(FP), CX
	MOVQ table+16(FP), BX
	MOVL last+24(FP), AX
	MOVQ out+32(FP), DI
	MOVQ AX, X1
	VPBROADCASTD X1, Y1
	VPCMPEQD Y2, Y2, Y2 // -1
	VPXOR Y3, Y3, Y3    // what does not fit
	VPXOR Y4, Y4, Y4

eight:
	VMOVDQU (SI), Y5
	VPMINUD Y1, Y5, Y6
	VPXOR Y5, Y6, Y5
	VPOR Y5, Y3, Y3
	VPCMPEQD Y7, Y7, Y7
	VPGATHERDD Y7, (BX)(Y6*4), Y8
	VPCMPEQD Y4, Y8, Y9
	VPOR Y9, Y3, Y3
	VPADDD Y2, Y8, Y8
	VMOVDQU Y8, (DI)
	ADDQ $32, SI
	ADDQ $32, DI
	DECQ CX
	JNZ  eight
	VPTEST Y3, Y3
	SETEQ fit+40(FP)
	VZEROUPPER
	RET
