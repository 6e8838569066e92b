#include "base/map.h"
#include "yaml/node.h"

#include <stdint.h>
#include <string.h>
#include <yaml.h>

/*
 * libyaml counts characters; bytes are found again from marks set every so many characters,
 * so that one place costs a short walk wherever it is. Its lines are not used where a
 * character beyond ASCII occurs, since it takes U+0085, U+2028 and U+2029 for line ends.
 */
#define MARK_EVERY 32

struct place {
	size_t offset;
	int line, column;
};

struct reader {
	struct document *document;
	struct error *err;
	yaml_parser_t parser;
	yaml_event_t event;
	struct pool *pool;
	const char *text; /* behind a byte order mark */
	size_t length;
	size_t bom;
	struct place *marks; /* NULL: all ASCII */
	size_t marks_count;
};

static void step(const char *text, size_t length, struct place *place)
{
	unsigned char c = (unsigned char)text[place->offset];

	place->offset++;
	if (c == '\n' ||
		(c == '\r' && (place->offset == length || text[place->offset] != '\n'))) {
		place->line++;
		place->column = 1;
		return;
	}
	while (place->offset < length &&
		((unsigned char)text[place->offset] & 0xC0) == 0x80)
		place->offset++;
	/* The CR of a CRLF takes no column, so that the LF ends the line where CR stood. */
	if (c != '\r')
		place->column++;
}

static void set_marks(struct reader *reader)
{
	struct place place = {0, 1, 1};
	size_t cap = reader->length / MARK_EVERY + 1;
	bool ascii = true;

	for (size_t i = 0; i < reader->length && ascii; i++)
		ascii = (unsigned char)reader->text[i] < 0x80;
	if (ascii)
		return;
	reader->marks = pool_array(reader->pool, struct place, cap);
	for (size_t n = 0; place.offset < reader->length; n++) {
		if (n % MARK_EVERY == 0)
			reader->marks[reader->marks_count++] = place;
		step(reader->text, reader->length, &place);
	}
}

static struct place end_of_text(const struct reader *reader)
{
	struct place place = {0, 1, 1};

	while (place.offset < reader->length)
		step(reader->text, reader->length, &place);
	return place;
}

static struct place place_of(const struct reader *reader, const yaml_mark_t *mark)
{
	struct place place = {mark->index, (int)mark->line + 1, (int)mark->column + 1};
	size_t nearest = mark->index / MARK_EVERY;

	if (reader->marks_count) {
		if (nearest >= reader->marks_count)
			nearest = reader->marks_count - 1;
		place = reader->marks[nearest];
		for (size_t n = nearest * MARK_EVERY;
			n < mark->index && place.offset < reader->length; n++)
			step(reader->text, reader->length, &place);
	} else if (place.offset >= reader->length) {
		/* libyaml puts the end into a line of its own, even if there is none. */
		place = end_of_text(reader);
	}
	place.offset += reader->bom;
	return place;
}

static int fail_at(struct reader *reader, struct place place, const char *message)
{
	return error_set_at(reader->err, reader->document->code, reader->document->file,
		place.line, place.column, "%s", message);
}

static int fail_at_mark(struct reader *reader, const yaml_mark_t *mark, const char *message)
{
	return fail_at(reader, place_of(reader, mark), message);
}

static int fail_at_byte(struct reader *reader, size_t offset, const char *message)
{
	struct place place = {0, 1, 1};

	while (place.offset < offset && place.offset < reader->length)
		step(reader->text, reader->length, &place);
	return fail_at(reader, place, message);
}

static int fail_reader(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	size_t offset = parser->problem_offset;

	if (parser->problem_value < 0)
		return fail_at_byte(reader, offset, parser->problem);
	/* The character that is broken begins before the byte that breaks it. */
	if (!strncmp(parser->problem, "invalid trailing", 16)) {
		while (offset && ((unsigned char)reader->text[--offset] & 0xC0) == 0x80)
			;
	}
	return fail_at_byte(reader, offset,
		pool_printf(reader->pool, "%s (0x%02X)", parser->problem,
			(unsigned)parser->problem_value));
}

static int fail_parser(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	struct place place;

	if (parser->error == YAML_READER_ERROR)
		return fail_reader(reader);
	place = place_of(reader, &parser->problem_mark);
	fail_at(reader, place,
		parser->context ? pool_printf(reader->pool, "%s %s", parser->context,
					  parser->problem)
				: parser->problem);
	if (place.offset < reader->document->length &&
		reader->document->bytes[place.offset] == '\t')
		error_hint(reader->err, "YAML is indented with spaces, not with tabs.");
	return -1;
}

/* The event before is done with. */
static int next_event(struct reader *reader)
{
	yaml_event_delete(&reader->event);
	if (!yaml_parser_parse(&reader->parser, &reader->event)) {
		memset(&reader->event, 0, sizeof(reader->event));
		return fail_parser(reader);
	}
	return 0;
}

static struct node *new_node(struct reader *reader, enum node_kind kind)
{
	struct node *node = pool_new(reader->pool, struct node);
	struct place start = place_of(reader, &reader->event.start_mark);

	node->kind = kind;
	node->line = start.line;
	node->column = start.column;
	node->start = start.offset;
	node->end = start.offset;
	return node;
}

static int refuse_properties(
	struct reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		return fail_at_mark(reader, &reader->event.start_mark,
			"anchors and aliases are not supported");
	if (tag)
		return fail_at_mark(
			reader, &reader->event.start_mark, "tags are not supported");
	return 0;
}

static enum node_style scalar_style(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return NODE_SINGLE_QUOTED;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return NODE_DOUBLE_QUOTED;
	case YAML_LITERAL_SCALAR_STYLE:
		return NODE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return NODE_FOLDED;
	default:
		return NODE_PLAIN;
	}
}

static int read_scalar(struct reader *reader, struct node **node)
{
	const char *text = (const char *)reader->event.data.scalar.value;
	size_t length = reader->event.data.scalar.length;

	if (refuse_properties(reader, reader->event.data.scalar.anchor,
		    reader->event.data.scalar.tag) < 0)
		return -1;
	if (memchr(text, 0, length))
		return fail_at_mark(reader, &reader->event.start_mark,
			"a text cannot hold the character NUL");
	*node = new_node(reader, NODE_SCALAR);
	(*node)->style = scalar_style(reader->event.data.scalar.style);
	(*node)->end = place_of(reader, &reader->event.end_mark).offset;
	(*node)->text = pool_strndup(reader->pool, text, length);
	(*node)->length = length;
	return 0;
}

static int read_node(struct reader *reader, unsigned depth, struct node **node);

static int read_key(struct reader *reader, struct node **key)
{
	if (reader->event.type != YAML_SCALAR_EVENT) {
		if (reader->event.type == YAML_ALIAS_EVENT)
			return fail_at_mark(reader, &reader->event.start_mark,
				"anchors and aliases are not supported");
		return fail_at_mark(
			reader, &reader->event.start_mark, "a key must be a single value");
	}
	if (read_scalar(reader, key) < 0)
		return -1;
	if ((*key)->style == NODE_PLAIN && !strcmp((*key)->text, "<<"))
		return fail_at_mark(reader, &reader->event.start_mark,
			"unknown key \"<<\": merge keys are not supported");
	return 0;
}

#define FEW_KEYS 16

static const struct node *key_before(
	const struct node *mapping, struct map *keys, const struct node *key)
{
	if (mapping->count <= FEW_KEYS) {
		for (const struct node *value = mapping->first; value;
			value = value->next) {
			if (!strcmp(value->key->text, key->text))
				return value->key;
		}
		return NULL;
	}
	if (!keys->count) {
		for (const struct node *value = mapping->first; value; value = value->next)
			map_put(keys, value->key->text, value->key);
	}
	return map_find(keys, key->text);
}

static int refuse_duplicate(struct reader *reader, const struct node *mapping,
	struct map *keys, struct node *key)
{
	const struct node *before = key_before(mapping, keys, key);

	if (before)
		return node_error(reader->document, key, reader->err,
			"duplicate key \"%s\", it was given in line %d already", key->text,
			before->line);
	if (mapping->count > FEW_KEYS)
		map_put(keys, key->text, key);
	return 0;
}

static void append(struct node *collection, struct node *value)
{
	if (collection->last)
		collection->last->next = value;
	else
		collection->first = value;
	collection->last = value;
	collection->count++;
	collection->end = value->end;
}

static int read_mapping(struct reader *reader, unsigned depth, struct node **node)
{
	struct node *mapping, *key, *value;
	struct map keys;

	if (refuse_properties(reader, reader->event.data.mapping_start.anchor,
		    reader->event.data.mapping_start.tag) < 0)
		return -1;
	map_init(&keys, reader->pool, false);
	mapping = new_node(reader, NODE_MAPPING);
	mapping->style = reader->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
				 ? NODE_FLOW
				 : NODE_BLOCK;
	for (;;) {
		if (next_event(reader) < 0)
			return -1;
		if (reader->event.type == YAML_MAPPING_END_EVENT)
			break;
		if (read_key(reader, &key) < 0 ||
			refuse_duplicate(reader, mapping, &keys, key) < 0 ||
			next_event(reader) < 0 || read_node(reader, depth, &value) < 0)
			return -1;
		value->key = key;
		append(mapping, value);
	}
	/* The end of a block, as libyaml has it, lies behind comments that follow. */
	if (mapping->style == NODE_FLOW)
		mapping->end = place_of(reader, &reader->event.end_mark).offset;
	*node = mapping;
	return 0;
}

static int read_sequence(struct reader *reader, unsigned depth, struct node **node)
{
	struct node *sequence, *value;

	if (refuse_properties(reader, reader->event.data.sequence_start.anchor,
		    reader->event.data.sequence_start.tag) < 0)
		return -1;
	sequence = new_node(reader, NODE_SEQUENCE);
	sequence->style = reader->event.data.sequence_start.style ==
					  YAML_FLOW_SEQUENCE_STYLE
				  ? NODE_FLOW
				  : NODE_BLOCK;
	for (;;) {
		if (next_event(reader) < 0)
			return -1;
		if (reader->event.type == YAML_SEQUENCE_END_EVENT)
			break;
		if (read_node(reader, depth, &value) < 0)
			return -1;
		append(sequence, value);
	}
	if (sequence->style == NODE_FLOW)
		sequence->end = place_of(reader, &reader->event.end_mark).offset;
	*node = sequence;
	return 0;
}

static int read_node(struct reader *reader, unsigned depth, struct node **node)
{
	yaml_event_type_t type = reader->event.type;

	if (type == YAML_SCALAR_EVENT)
		return read_scalar(reader, node);
	if (type == YAML_ALIAS_EVENT)
		return fail_at_mark(reader, &reader->event.start_mark,
			"anchors and aliases are not supported");
	if (depth == DOCUMENT_DEPTH)
		return fail_at_mark(reader, &reader->event.start_mark,
			pool_printf(reader->pool, "nested deeper than %d levels",
				DOCUMENT_DEPTH));
	if (type == YAML_MAPPING_START_EVENT)
		return read_mapping(reader, depth + 1, node);
	return read_sequence(reader, depth + 1, node);
}

static int read_stream(struct reader *reader, struct node **root)
{
	/* The start of the stream, then that of a document. */
	for (int i = 0; i < 2; i++) {
		if (next_event(reader) < 0)
			return -1;
	}
	if (reader->event.type == YAML_STREAM_END_EVENT)
		return fail_at(reader, (struct place){0, 1, 1}, "the file is empty");
	if (next_event(reader) < 0 || read_node(reader, 0, root) < 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		if (next_event(reader) < 0)
			return -1;
	}
	if (reader->event.type != YAML_STREAM_END_EVENT)
		return fail_at_mark(reader, &reader->event.start_mark,
			"more than one document in a file");
	return 0;
}

/* What libyaml would take, or report worse. */
static int check_bytes(struct reader *reader, size_t max)
{
	const char *bytes = reader->document->bytes, *nul;
	size_t length = reader->document->length;

	if (length > max)
		return fail_at(reader, (struct place){0, 1, 1},
			pool_printf(reader->pool,
				"%zu bytes are more than the limit of %zu", length, max));
	if (length >= 2 && (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2)))
		return fail_at(
			reader, (struct place){0, 1, 1}, "UTF-16 text, it must be UTF-8");
	nul = length ? memchr(bytes, 0, length) : NULL;
	if (nul)
		return fail_at_byte(reader, (size_t)(nul - reader->text),
			"a NUL byte, which is not text");
	return 0;
}

static bool is_marker(const struct reader *reader, size_t at)
{
	static const char *const markers[] = {"<<<<<<< ", "=======", ">>>>>>> "};

	for (size_t i = 0; i < sizeof(markers) / sizeof(*markers); i++) {
		size_t length = strlen(markers[i]);

		if (reader->length - at >= length &&
			!memcmp(reader->text + at, markers[i], length))
			return true;
	}
	return false;
}

/* Whatever libyaml takes them for: what git has left of a merge is what is wrong. */
static void blame_markers(struct reader *reader)
{
	struct place place = {0, 1, 1};

	while (place.offset < reader->length) {
		if (place.column == 1 && is_marker(reader, place.offset)) {
			fail_at(reader, place, "it has git's conflict markers");
			error_hint(reader->err, "Resolve them and `git add` the file.");
			return;
		}
		step(reader->text, reader->length, &place);
	}
}

int document_parse(struct pool *pool, const char *file, enum error_code code,
	const char *bytes, size_t length, size_t max, struct document *document,
	struct error *err)
{
	struct document made = {pool, file, code, bytes, length, NULL};
	struct reader reader = {.document = &made, .err = err, .pool = pool};
	int result = -1;

	if (length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3))
		reader.bom = 3;
	reader.text = length ? bytes + reader.bom : "";
	reader.length = length - reader.bom;
	if (check_bytes(&reader, max) < 0)
		return -1;
	if (!yaml_parser_initialize(&reader.parser))
		return error_set_at(err, code, file, 0, 0, "the YAML parser cannot start");
	set_marks(&reader);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
		&reader.parser, (const unsigned char *)reader.text, reader.length);
	if (read_stream(&reader, &made.root) == 0) {
		*document = made;
		result = 0;
	} else {
		blame_markers(&reader);
	}
	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	return result;
}
