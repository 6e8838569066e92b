#include "repo/walk_internal.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk_commit *walk_commit(struct walk *walk, const git_oid *id)
{
	struct walk_commit *commit = oid_map_find(&walk->commits, id);

	if (!commit) {
		commit = pool_new(walk->pool, struct walk_commit);
		commit->id = *id;
		if (oid_map_find(&walk->shallow, id))
			commit->flags |= COMMIT_CUT;
		oid_map_add(&walk->commits, &commit->id);
	}
	return commit;
}

static bool read_packed(
	struct walk *walk, const git_oid *id, bool lists, struct packed *object)
{
	struct packs *const *packs = walk->repo->packs;

	return (packs[0] && pack_read(packs[0], id, lists, walk->near, object)) ||
	       (packs[1] && pack_read(packs[1], id, lists, walk->near, object));
}

static int read_other(struct walk *walk, const git_oid *id, const char *type,
	struct packed *object, struct error *err)
{
	git_odb_object *found;
	char hex[41], what[64];

	if (git_odb_read(&found, walk->odb, id) < 0) {
		snprintf(what, sizeof(what), "%s %s", type,
			git_oid_tostr(hex, sizeof(hex), id));
		repo_object_error(walk->repo, err, what);
		return -1;
	}
	*object = (struct packed){.raw = raw_of(found)};
	return 0;
}

int walk_read_object(struct walk *walk, const git_oid *id, git_object_t type, bool lists,
	struct packed *object, struct error *err)
{
	const char *wanted = git_object_type2string(type);
	char hex[41];

	*object = (struct packed){NULL, NULL};
	if (!read_packed(walk, id, lists, object) &&
		read_other(walk, id, wanted, object, err) < 0)
		return -1;
	if (!object->raw || object->raw->type == type)
		return 0;
	error_set(err, ERR_GIT, "object %s is a %s, not a %s",
		git_oid_tostr(hex, sizeof(hex), id),
		git_object_type2string(object->raw->type), wanted);
	packed_free(object);
	return -1;
}

/* "NAME 40 hex digits LF" at *at, which is moved behind it. */
static bool take_id(const char **at, const char *end, const char *name, git_oid *id)
{
	size_t length = strlen(name);

	if ((size_t)(end - *at) < length + 42 || memcmp(*at, name, length) != 0 ||
		(*at)[length] != ' ' || (*at)[length + 41] != '\n' ||
		git_oid_fromstrn(id, *at + length + 1, 40) < 0)
		return false;
	*at += length + 42;
	return true;
}

/* The committer's time, which follows the mail address; 0 where it makes no sense, as git
 * has it. */
static int64_t date_of(const char *at, const char *end)
{
	while (at < end && *at != '\n') {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		if (!line_end)
			return 0;
		if ((size_t)(line_end - at) > 10 && !memcmp(at, "committer ", 10)) {
			const char *mail = memrchr(at, '>', (size_t)(line_end - at));

			return mail ? strtoll(mail + 1, NULL, 10) : 0;
		}
		at = line_end + 1;
	}
	return 0;
}

static bool parse(
	struct walk *walk, struct walk_commit *commit, const char *at, const char *end)
{
	const char *parents;
	unsigned count = 0;
	git_oid id;

	if (!take_id(&at, end, "tree", &commit->tree))
		return false;
	for (parents = at; take_id(&at, end, "parent", &id);)
		count++;
	commit->parents = pool_array(walk->pool, struct walk_commit *, count);
	commit->parents_count = 0;
	for (at = parents; commit->parents_count < count;) {
		take_id(&at, end, "parent", &id);
		commit->parents[commit->parents_count++] = walk_commit(walk, &id);
	}
	commit->date = date_of(at, end);
	return true;
}

int walk_read_commit(struct walk *walk, struct walk_commit *commit, struct error *err)
{
	struct packed object;
	const char *bytes;
	char hex[41];
	bool sound;

	if (commit->flags & COMMIT_READ)
		return 0;
	if (walk_read_object(walk, &commit->id, GIT_OBJECT_COMMIT, false, &object, err) < 0)
		return -1;
	bytes = (const char *)object.raw->data;
	sound = parse(walk, commit, bytes, bytes + object.raw->size);
	packed_free(&object);
	if (!sound)
		return error_set(err, ERR_GIT, "commit %s is damaged",
			git_oid_tostr(hex, sizeof(hex), &commit->id));
	if (commit->flags & COMMIT_CUT)
		commit->parents_count = 0;
	commit->flags |= COMMIT_READ;
	return 0;
}

int walk_read_shallow(struct walk *walk, struct error *err)
{
	const char *path = path_join(walk->pool, repo_common_dir(walk->repo), "shallow");
	const char *at;
	char *bytes;
	size_t length;

	if (!repo_is_shallow(walk->repo))
		return 0;
	if (file_read(walk->pool, path, (size_t)1 << 30, &bytes, &length, err) < 0)
		return -1;
	for (at = bytes; bytes + length - at >= 40;) {
		git_oid *id = pool_new(walk->pool, git_oid);

		if (git_oid_fromstrn(id, at, 40) < 0)
			return error_set_at(err, ERR_GIT, path, 0, 0,
				"the list of a shallow clone's last commits is damaged");
		if (!oid_map_find(&walk->shallow, id))
			oid_map_add(&walk->shallow, id);
		at += 40 + strspn(at + 40, "\r\n");
	}
	return 0;
}

void walk_commit_hex(const struct walk_commit *commit, char hex[41])
{
	git_oid_tostr(hex, 41, &commit->id);
}

unsigned walk_parents(const struct walk_commit *commit)
{
	return commit->parents_count;
}

struct walk_commit *walk_parent(const struct walk_commit *commit, unsigned i)
{
	return commit->parents[i];
}

void object_id_hex(const struct object_id *id, char hex[41])
{
	git_oid oid;

	memcpy(&oid, id, sizeof(oid));
	git_oid_tostr(hex, 41, &oid);
}

bool object_id_equal(const struct object_id *a, const struct object_id *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}
