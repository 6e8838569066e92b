#include "yaml/write.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* One character of UTF-8; a byte that does not belong to one is U+FFFD. */
static size_t next_character(const char *text, size_t length, uint32_t *character)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t more = bytes[0] >= 0xF0   ? 3
		      : bytes[0] >= 0xE0 ? 2
		      : bytes[0] >= 0xC0 ? 1
					 : 0;
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	uint32_t value = bytes[0] & (more ? 0x3FU >> more : 0x7FU);

	*character = 0xFFFD;
	if ((bytes[0] >= 0x80 && bytes[0] < 0xC0) || bytes[0] >= 0xF8 || more >= length)
		return 1;
	for (size_t i = 1; i <= more; i++) {
		if ((bytes[i] & 0xC0) != 0x80)
			return 1;
		value = value << 6 | (bytes[i] & 0x3F);
	}
	if (value < least[more] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
		return 1;
	*character = value;
	return more + 1;
}

/* Neither YAML's reader nor a person's eye would take it as it is. */
static bool needs_escape(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
	       c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

static void write_escaped(struct text *out, uint32_t c)
{
	static const char letters[0x20] = {[0x07] = 'a',
		[0x08] = 'b',
		['\t'] = 't',
		['\n'] = 'n',
		[0x0B] = 'v',
		[0x0C] = 'f',
		['\r'] = 'r',
		[0x1B] = 'e'};

	if (c == '"' || c == '\\')
		text_printf(out, "\\%c", (char)c);
	else if (c < 0x20 && letters[c])
		text_printf(out, "\\%c", letters[c]);
	else if (c < 0x100)
		text_printf(out, "\\x%02X", c);
	else
		text_printf(out, "\\u%04X", c);
}

void yaml_write_quoted(struct text *out, const char *text, size_t length)
{
	size_t done = 0, i = 0;

	text_add_char(out, '"');
	while (i < length) {
		unsigned char byte = (unsigned char)text[i];
		uint32_t c = byte;
		size_t bytes = 1;

		if (byte >= 0x80)
			bytes = next_character(text + i, length - i, &c);
		if (c == '"' || c == '\\' || needs_escape(c) ||
			(c == 0xFFFD && bytes == 1)) {
			text_add_bytes(out, text + done, i - done);
			write_escaped(out, c);
			done = i + bytes;
		}
		i += bytes;
	}
	text_add_bytes(out, text + done, length - done);
	text_add_char(out, '"');
}

static bool is_word_of(const char *text, const char *const *words)
{
	while (*words && strcasecmp(*words, text) != 0)
		words++;
	return *words != NULL;
}

static bool all_of(const char *text, const char *set)
{
	return *text && text[strspn(text, set)] == '\0';
}

/* Integers and floats of YAML 1.1 and 1.2, sexagesimal ones and dates among them. */
static bool looks_like_number(const char *text)
{
	size_t digits;

	text += *text == '-' || *text == '+';
	if (text[0] == '0' && text[1] && strchr("xob", text[1]))
		return all_of(text + 2, "0123456789abcdefABCDEF_");
	digits = strspn(text, "0123456789_.");
	if (!digits)
		return false;
	text += digits;
	if (!*text)
		return true;
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '-' || *text == '+';
		return all_of(text, "0123456789_");
	}
	return all_of(text, "0123456789_.:-+TtZz ");
}

static bool looks_null(const char *text)
{
	static const char *const words[] = {"", "~", "null", NULL};

	return is_word_of(text, words);
}

/* A reader that knows types would not make a text of it. */
static bool looks_typed(const char *text)
{
	static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "=",
		".inf", "-.inf", "+.inf", ".nan", NULL};

	return is_word_of(text, words) || looks_like_number(text);
}

static bool may_begin_plain(const char *text)
{
	unsigned char c = (unsigned char)text[0];

	if (c == '-' || c == '?')
		return text[1] && !strchr(" ,[]{}-?:", text[1]);
	return !strchr(" :,[]{}#&*!|>'\"%@`", c);
}

/* It can stand without quotes, whatever it is then taken for. */
static bool may_be_plain(const char *text, size_t length, bool in_flow)
{
	if (!may_begin_plain(text) || text[length - 1] == ' ' || looks_null(text) ||
		!strcmp(text, "<<"))
		return false;
	for (size_t i = 0; i < length;) {
		uint32_t c;
		size_t bytes = next_character(text + i, length - i, &c);
		char next = text[i + bytes];

		if (needs_escape(c) || (c == 0xFFFD && bytes == 1))
			return false;
		if (c == ':' && (!next || next == ' '))
			return false;
		if (c == ' ' && next == '#')
			return false;
		if (in_flow && c < 0x80 && strchr(",[]{}?", (int)c))
			return false;
		i += bytes;
	}
	return true;
}

static bool needs_double_quotes(const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t c;
		size_t bytes = next_character(text + i, length - i, &c);

		if (needs_escape(c) || (c == 0xFFFD && bytes == 1))
			return true;
		i += bytes;
	}
	return !strpbrk(text, "\"\\");
}

void yaml_write_in_quotes(struct text *out, const char *text)
{
	size_t length = strlen(text);

	if (needs_double_quotes(text, length)) {
		yaml_write_quoted(out, text, length);
		return;
	}
	text_add_char(out, '\'');
	for (; *text; text++) {
		text_add(out, *text == '\'' ? "'" : "");
		text_add_char(out, *text);
	}
	text_add_char(out, '\'');
}

void yaml_write_scalar(struct text *out, const char *text, bool in_flow, bool typed)
{
	if (may_be_plain(text, strlen(text), in_flow) && (typed || !looks_typed(text)))
		text_add(out, text);
	else
		yaml_write_in_quotes(out, text);
}

static bool may_be_block(const char *text, size_t length)
{
	const char *line_end = strchr(text, '\n');

	if (!line_end || all_of(text, "\n"))
		return false;
	for (size_t i = 0; i < length;) {
		uint32_t c;
		size_t bytes = next_character(text + i, length - i, &c);

		if ((needs_escape(c) && c != '\n' && c != '\t') ||
			(c == 0xFFFD && bytes == 1))
			return false;
		i += bytes;
	}
	return true;
}

bool yaml_write_block(struct text *out, const char *text, unsigned indent)
{
	size_t length = strlen(text);
	bool ends_line;

	if (!may_be_block(text, length))
		return false;
	ends_line = text[length - 1] == '\n';
	text_add_char(out, '|');
	if (strchr(" \t\n", text[0]))
		text_add_char(out, '2');
	if (!ends_line)
		text_add_char(out, '-');
	else if (text[length - 2] == '\n')
		text_add_char(out, '+');
	text_add_char(out, '\n');
	while (*text) {
		size_t line = strcspn(text, "\n");

		if (line)
			text_printf(out, "%*s", (int)indent, "");
		text_add_bytes(out, text, line);
		text_add_char(out, '\n');
		text += line + (text[line] == '\n');
	}
	return true;
}
