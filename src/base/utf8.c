#include "base/utf8.h"

size_t utf8_length(const char *string)
{
	const unsigned char *s = (const unsigned char *)string;
	size_t length = s[0] < 0x80   ? 1
			: s[0] < 0xc2 ? 0
			: s[0] < 0xe0 ? 2
			: s[0] < 0xf0 ? 3
				      : 4;

	if (s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return length;
}

bool utf8_valid(const char *s)
{
	while (*s) {
		size_t length = utf8_length(s);

		if (!length)
			return false;
		s += length;
	}
	return true;
}

bool utf8_is_control(const char *string)
{
	const unsigned char *s = (const unsigned char *)string;

	return s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0);
}
