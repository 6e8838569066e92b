#include "chain/snapshot.h"

#include <string.h>

/* Four lanes of multiply and rotate, after xxHash's XXH64: as fast as memory is read. */
#define PRIME1 UINT64_C(0x9E3779B185EBCA87)
#define PRIME2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define PRIME3 UINT64_C(0x165667B19E3779F9)

static uint64_t rotate(uint64_t value, unsigned by)
{
	return value << by | value >> (64 - by);
}

static uint64_t take(uint64_t lane, uint64_t word)
{
	return rotate(lane + word * PRIME2, 31) * PRIME1;
}

uint64_t snapshot_checksum(const void *data, size_t size)
{
	const unsigned char *at = data;
	uint64_t lanes[4] = {PRIME1 + PRIME2, PRIME2, 0, 0 - PRIME1};
	uint64_t words[4] = {0};
	uint64_t sum = size;

	for (; size >= sizeof(words); size -= sizeof(words), at += sizeof(words)) {
		memcpy(words, at, sizeof(words));
		lanes[0] = take(lanes[0], words[0]);
		lanes[1] = take(lanes[1], words[1]);
		lanes[2] = take(lanes[2], words[2]);
		lanes[3] = take(lanes[3], words[3]);
	}
	memset(words, 0, sizeof(words));
	memcpy(words, at, size);
	for (unsigned i = 0; i < 4; i++) {
		lanes[i] = take(lanes[i], words[i]);
		sum = rotate(sum ^ take(0, lanes[i]), 27) * PRIME1 + PRIME3;
	}
	sum = (sum ^ sum >> 33) * PRIME2;
	sum = (sum ^ sum >> 29) * PRIME3;
	return sum ^ sum >> 32;
}
