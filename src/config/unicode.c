#include "config/unicode.h"

#include "base/text.h"

#include <ctype.h>
#include <locale.h>
#include <string.h>
#include <wctype.h>

/* The character at `at` and its bytes; a byte that is not UTF-8 is 0xfffd. */
static size_t decode(const char *at, const char *end, unsigned *character)
{
	const unsigned char *bytes = (const unsigned char *)at;
	size_t length = bytes[0] < 0xc2   ? 1
			: bytes[0] < 0xe0 ? 2
			: bytes[0] < 0xf0 ? 3
			: bytes[0] < 0xf5 ? 4
					  : 1;
	unsigned value = bytes[0];

	if (length == 1 || (size_t)(end - at) < length) {
		*character = value < 0x80 ? value : 0xfffd;
		return 1;
	}
	value &= 0x7fU >> length;
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80) {
			*character = 0xfffd;
			return 1;
		}
		value = value << 6 | (bytes[i] & 0x3fU);
	}
	*character = value;
	return length;
}

size_t unicode_space(const char *at, const char *end)
{
	unsigned c;
	size_t length;

	if (at >= end)
		return 0;
	length = decode(at, end, &c);
	if ((c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 ||
		c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
		c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000)
		return length;
	return 0;
}

void unicode_strip(const char **start, const char **end)
{
	const char *from = *start, *to = *end;
	size_t length;

	while ((length = unicode_space(from, to)) != 0)
		from += length;
	while (to > from) {
		const char *last = to - 1;

		while (last > from && to - last < 3 && (*last & 0xc0) == 0x80)
			last--;
		if (last + unicode_space(last, to) != to)
			break;
		to = last;
	}
	*start = from;
	*end = to;
}

static void add_character(struct text *out, unsigned c)
{
	char bytes[4];
	size_t length = 0;

	if (c < 0x80) {
		bytes[length++] = (char)c;
	} else if (c < 0x800) {
		bytes[length++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		bytes[length++] = (char)(0xe0 | c >> 12);
		bytes[length++] = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		bytes[length++] = (char)(0xf0 | c >> 18);
		bytes[length++] = (char)(0x80 | (c >> 12 & 0x3f));
		bytes[length++] = (char)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		bytes[length++] = (char)(0x80 | (c & 0x3f));
	text_add_bytes(out, bytes, length);
}

/* NULL where the C library lacks it: then only ASCII is known. */
static locale_t utf8_locale(void)
{
	static locale_t locale;

	if (!locale)
		locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	return locale;
}

size_t unicode_next(const char *at, const char *end, bool *word)
{
	unsigned c;
	size_t length;

	if (at >= end)
		return 0;
	length = decode(at, end, &c);
	if (c < 0x80)
		*word = c == '_' || isalnum((int)c);
	else
		*word = c != 0xfffd &&
			(!utf8_locale() || iswalnum_l((wint_t)c, utf8_locale()));
	return length;
}

char *unicode_lower(struct pool *pool, const char *text, size_t length)
{
	const char *end = text + length;
	struct text out;

	text_init(&out, pool);
	while (text < end) {
		unsigned c;
		size_t size = decode(text, end, &c);

		if (c >= 'A' && c <= 'Z') {
			text_add_char(&out, (char)(c + 32));
		} else if (c < 0x80 || c == 0xfffd) {
			text_add_bytes(&out, text, size);
		} else if (c == 0x130) {
			text_add(&out, "i\xcc\x87"); /* the one that becomes two */
		} else {
			locale_t locale = utf8_locale();

			add_character(
				&out, locale ? (unsigned)towlower_l((wint_t)c, locale) : c);
		}
		text += size;
	}
	return out.data;
}
