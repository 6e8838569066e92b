#include "base/text.h"
#include "repo/repo.h"

#include <string.h>

/* The length of the UTF-8 character at s; 0: it is none, or a control character. */
static size_t printable(const unsigned char *s)
{
	size_t length = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;

	if (length == 0 || *s > 0xf4)
		return 0;
	if (length == 1)
		return *s >= 0x20 && *s != 0x7f;
	for (size_t i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((*s == 0xc2 && s[1] < 0xa0) || (*s == 0xe0 && s[1] < 0xa0) ||
		(*s == 0xed && s[1] > 0x9f) || (*s == 0xf0 && s[1] < 0x90) ||
		(*s == 0xf4 && s[1] > 0x8f))
		return 0;
	return length;
}

const char *repo_shown_name(struct pool *pool, const char *name)
{
	const unsigned char *s = (const unsigned char *)name;
	struct text out;
	size_t length;

	while (*s && (length = printable(s)))
		s += length;
	if (!*s)
		return name;
	text_init(&out, pool);
	for (s = (const unsigned char *)name; *s;) {
		length = printable(s);
		if (length)
			text_add_bytes(&out, (const char *)s, length);
		else
			text_printf(&out, "\\%03o", *s);
		s += length ? length : 1;
	}
	return out.data;
}
