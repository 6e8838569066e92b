// Judges T-SQL by another program's grammar of it: node judge.js FILE..., a file being a
// script with GO between its batches. Exit status 1: something in them is no T-SQL.
// node judge.js --self-test FILE... breaks every batch and wants each refused.
//
// The parser is the TSql grammar of antlr/grammars-v4, compiled in antlr4ts-sql, which
// .ci/setup installs in build/tsql. What is valid and yet not in it is rewritten first; see
// `gaps` for each with its reason. The text of EXEC (N'..') is judged as a batch of its own.
'use strict';

const fs = require('fs');
const path = require('path');

const modules = process.env.GITMIG_TSQL || path.join(__dirname, '../../build/tsql');
const load = name => require(require.resolve(name, {paths: [modules]}));
const {CharStreams, CommonTokenStream} = load('antlr4ts');
const grammar = 'antlr4ts-sql/dist/src/grammar-output/tsql/';
const {TSqlLexer} = load(grammar + 'TSqlLexer');
const {TSqlParser} = load(grammar + 'TSqlParser');

// The grammar has its keywords in upper case.
class UpperCase {
	constructor(stream) {
		this.stream = stream;
	}
	get index() {
		return this.stream.index;
	}
	get size() {
		return this.stream.size;
	}
	get sourceName() {
		return '';
	}
	consume() {
		this.stream.consume();
	}
	LA(i) {
		const c = this.stream.LA(i);
		return c > 0 ? String.fromCodePoint(c).toUpperCase().codePointAt(0) : c;
	}
	mark() {
		return this.stream.mark();
	}
	release(marker) {
		this.stream.release(marker);
	}
	seek(index) {
		this.stream.seek(index);
	}
	getText(interval) {
		return this.stream.getText(interval);
	}
}

function parse(text) {
	const errors = [];
	const listener = {
		syntaxError: (recognizer, symbol, line, column, message) =>
			errors.push(`line ${line}:${column + 1}: ${message.split(' expecting ')[0]}`),
	};
	const lexer = new TSqlLexer(new UpperCase(CharStreams.fromString(text)));
	lexer.removeErrorListeners();
	lexer.addErrorListener(listener);
	const parser = new TSqlParser(new CommonTokenStream(lexer));
	parser.removeErrorListeners();
	parser.addErrorListener(listener);
	parser.tsql_file();
	return errors;
}

// Pieces of T-SQL: strings, quoted names and comments are one each, all others one character.
const piece = /N?'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|[^]/gy;

function pieces(text) {
	return text.match(piece) || [];
}

// As sqlcmd cuts a script.
function batches(script) {
	const found = [];
	let batch = '';
	let line = '';
	for (const part of [...pieces(script), '\n']) {
		line += part;
		if (part !== '\n')
			continue;
		if (/^\s*GO\s*$/i.test(line)) {
			found.push(batch);
			batch = '';
		} else {
			batch += line;
		}
		line = '';
	}
	found.push(batch);
	return found.filter(text => pieces(text).some(p => !/^(\s|--[^]*|\/\*[^]*)$/.test(p)));
}

// From the parenthesis at `start` to the one that closes it.
function parenthesis(parts, start) {
	let depth = 0;
	for (let i = start; i < parts.length; i++) {
		if (parts[i] === '(')
			depth++;
		else if (parts[i] === ')' && --depth === 0)
			return i;
	}
	return parts.length - 1;
}

const gaps = [
	{
		// "DEFAULT constant_expression" in Microsoft's documentation of ALTER TABLE, where the
		// grammar takes one constant or call: (2 * 3). The expression is judged in a SELECT.
		before: /\bDEFAULT $/,
		rewrite: inner => ({text: '(0)', apart: 'SELECT ' + inner}),
	},
];

function rewritten(batch) {
	const parts = pieces(batch);
	const more = [];
	let text = '';
	for (let i = 0; i < parts.length; i++) {
		const gap = parts[i] === '(' && gaps.find(g => g.before.test(text));
		if (gap) {
			const end = parenthesis(parts, i);
			const {text: instead, apart} = gap.rewrite(parts.slice(i, end + 1).join(''));
			text += instead;
			more.push(apart);
			i = end;
		} else {
			text += parts[i];
		}
	}
	// "The permissions that can be granted on a database" are many words; the grammar has
	// none of them. These are the user's own text, not gitmig's.
	text = text.replace(/^(\s*GRANT) CREATE DATABASE (TO )/gm, '$1 CONTROL $2');
	return [text, ...more];
}

// The batches that a batch runs by EXEC (N'..'), whose text is known.
function inner(batch) {
	const found = [];
	const parts = pieces(batch);
	for (let i = 0; i < parts.length; i++) {
		if (parts[i] === '(' && /^N'/.test(parts[i + 1]) && parts[i + 2] === ')' &&
			/\bEXEC $/.test(parts.slice(0, i).join('')))
			found.push(parts[i + 1].slice(2, -1).replace(/''/g, "'"));
	}
	return found;
}

// The grammar lets a parenthesis go unpaired here and there.
function unpaired(batch) {
	let depth = 0;
	for (const part of pieces(batch)) {
		if (part === '(')
			depth++;
		else if (part === ')' && --depth < 0)
			break;
	}
	return depth ? ['a parenthesis without its other one'] : [];
}

function judge(batch) {
	const errors = unpaired(batch);
	for (const text of rewritten(batch))
		errors.push(...parse(text));
	for (const text of inner(batch))
		errors.push(...judge(text).map(error => 'in EXEC: ' + error));
	return errors;
}

// One way of breaking a batch after another; those that do not apply give nothing.
function* broken(batch) {
	const parts = pieces(batch);
	const without = (test, last) => {
		const i = last ? parts.findLastIndex(test) : parts.findIndex(test);
		return i < 0 ? null : parts.slice(0, i).concat(parts.slice(i + 1)).join('');
	};
	yield ['without its last )', without(p => p === ')', true)];
	yield ['without its first (', without(p => p === '(', false)];
	yield ['a ] in a name not doubled', batch.includes(']]') ? batch.replace(']]', ']') : null];
	yield ['a quote not closed', /'/.test(batch) ? batch + " + N'" : null];
	yield ['words that are none', batch + ' TABLE TABLE'];
}

function selfTest(files) {
	let tried = 0;
	let failed = 0;
	const done = new Set();
	for (const file of files) {
		for (const batch of batches(fs.readFileSync(file, 'utf8'))) {
			// One batch of a shape is enough.
			const shape = batch.replace(/--.*|N?'(?:[^']|'')*'|\[[^\]]*\]/g, '').trim();
			if (done.has(shape.slice(0, 30)))
				continue;
			done.add(shape.slice(0, 30));
			for (const [how, text] of broken(batch)) {
				if (text === null)
					continue;
				tried++;
				if (judge(text).length)
					continue;
				failed++;
				console.log(`${path.basename(file)}: taken, ${how}:\n${text}`);
			}
		}
	}
	console.log(`${tried} broken batches, ${failed} of them taken`);
	return failed || !tried ? 1 : 0;
}

function main(files) {
	const seen = new Set(); // guards come again and again
	let count = 0;
	let failed = 0;
	for (const file of files) {
		for (const batch of batches(fs.readFileSync(file, 'utf8'))) {
			count++;
			if (seen.has(batch))
				continue;
			seen.add(batch);
			const errors = judge(batch);
			if (!errors.length)
				continue;
			failed++;
			const line = Number((/line (\d+):/.exec(errors[0]) || [0, 1])[1]);
			const lines = batch.split('\n').slice(Math.max(0, line - 2), line + 1);
			console.log(`${path.basename(file)}: ${errors[0]}\n${lines.join('\n')}\n`);
		}
	}
	console.log(`${count} batches, ${failed} of them no T-SQL`);
	return failed || !count ? 1 : 0;
}

const args = process.argv.slice(2);
process.exitCode = args[0] === '--self-test' ? selfTest(args.slice(1)) : main(args);
