#include "base/text.h"
#include "base/utf8.h"
#include "repo/repo.h"

/* The length of the UTF-8 character at s; 0: it is none, or a control character. */
static size_t printable(const char *s)
{
	return utf8_is_control(s) ? 0 : utf8_length(s);
}

const char *repo_shown_name(struct pool *pool, const char *name)
{
	const char *s = name;
	struct text out;
	size_t length;

	while (*s && (length = printable(s)))
		s += length;
	if (!*s)
		return name;
	text_init(&out, pool);
	for (s = name; *s;) {
		length = printable(s);
		if (length)
			text_add_bytes(&out, s, length);
		else
			text_printf(&out, "\\%03o", (unsigned char)*s);
		s += length ? length : 1;
	}
	return out.data;
}
