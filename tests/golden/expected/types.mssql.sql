-- 6: create_table
CREATE TABLE [dbo].[every_type] (
	[c_boolean] BIT NULL CONSTRAINT [df_every_type_c_boolean] DEFAULT (0),
	[c_smallint] SMALLINT NULL CONSTRAINT [df_every_type_c_smallint] DEFAULT (-32768),
	[c_integer] INT NULL CONSTRAINT [df_every_type_c_integer] DEFAULT (7),
	[c_bigint] BIGINT NULL CONSTRAINT [df_every_type_c_bigint] DEFAULT (9223372036854775807),
	[c_float] REAL NULL CONSTRAINT [df_every_type_c_float] DEFAULT (1.5),
	[c_double] FLOAT NULL CONSTRAINT [df_every_type_c_double] DEFAULT (-2e-3),
	[c_numeric] NUMERIC NULL CONSTRAINT [df_every_type_c_numeric] DEFAULT (12),
	[c_numeric_p] NUMERIC(9) NULL CONSTRAINT [df_every_type_c_numeric_p] DEFAULT (12),
	[c_numeric_ps] NUMERIC(9, 2) NULL CONSTRAINT [df_every_type_c_numeric_ps] DEFAULT (0.10),
	[c_string] VARCHAR(10) NULL CONSTRAINT [df_every_type_c_string] DEFAULT (N'007'),
	[c_string_any] VARCHAR(MAX) NULL,
	[c_text] VARCHAR(MAX) NULL CONSTRAINT [df_every_type_c_text] DEFAULT (N'a;
''b'' -- c'),
	[c_unicode] NVARCHAR(10) NULL CONSTRAINT [df_every_type_c_unicode] DEFAULT (N'élan'),
	[c_unicode_text] NVARCHAR(MAX) NULL,
	[c_date] DATE NULL CONSTRAINT [df_every_type_c_date] DEFAULT (N'2026-11-23'),
	[c_time] TIME NULL CONSTRAINT [df_every_type_c_time] DEFAULT (N'09:30'),
	[c_datetime] DATETIME2 NULL CONSTRAINT [df_every_type_c_datetime] DEFAULT (N'2026-11-23 09:30:00.125'),
	[c_datetime_tz] DATETIMEOFFSET NULL CONSTRAINT [df_every_type_c_datetime_tz] DEFAULT (N'2026-11-23T09:30:00+02:00'),
	[c_uuid] UNIQUEIDENTIFIER NULL CONSTRAINT [df_every_type_c_uuid] DEFAULT (N'6f9619ff-8b86-d011-b42d-00c04fc964ff'),
	[c_binary] VARBINARY(4) NULL CONSTRAINT [df_every_type_c_binary] DEFAULT (0xDEADBEEF),
	[c_blob] VARBINARY(MAX) NULL CONSTRAINT [df_every_type_c_blob] DEFAULT (0x726177),
	[c_json] NVARCHAR(MAX) NULL CONSTRAINT [df_every_type_c_json] DEFAULT (N'{"a": [1]}'),
	[c_raw] geography NULL,
	[c_raw_number] MONEY NULL CONSTRAINT [df_every_type_c_raw_number] DEFAULT (12.5)
)
GO

