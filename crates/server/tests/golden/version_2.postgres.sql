SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.accounts (
    id bytea NOT NULL,
    rp_id text NOT NULL,
    user_handle bytea NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    display_name text NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT accounts_id_check CHECK ((length(id) = 16)),
    CONSTRAINT accounts_user_handle_check CHECK (((length(user_handle) >= 1) AND (length(user_handle) <= 64)))
);
CREATE TABLE public.ceremonies (
    id bytea NOT NULL,
    session_key bytea NOT NULL,
    kind bigint NOT NULL,
    state bytea NOT NULL,
    details text NOT NULL,
    purpose text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT ceremonies_check CHECK ((expires_at >= created_at)),
    CONSTRAINT ceremonies_id_check CHECK ((length(id) = 16)),
    CONSTRAINT ceremonies_kind_check CHECK ((kind = ANY (ARRAY[(1)::bigint, (2)::bigint, (3)::bigint]))),
    CONSTRAINT ceremonies_state_check CHECK (((length(state) >= 1) AND (length(state) <= 262144)))
);
CREATE TABLE public.decoy_secrets (
    only_one bigint NOT NULL,
    current_secret bytea NOT NULL,
    previous_secret bytea NOT NULL,
    current_since bigint NOT NULL,
    CONSTRAINT decoy_secrets_current_secret_check CHECK ((length(current_secret) = 32)),
    CONSTRAINT decoy_secrets_only_one_check CHECK ((only_one = 1)),
    CONSTRAINT decoy_secrets_previous_secret_check CHECK ((length(previous_secret) = 32))
);
CREATE TABLE public.metadata (
    service text NOT NULL,
    number bigint NOT NULL,
    digest bytea NOT NULL,
    accepted_at bigint NOT NULL,
    CONSTRAINT metadata_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT metadata_number_check CHECK ((number >= 0))
);
CREATE TABLE public.passkeys (
    rp_id text NOT NULL,
    credential_id bytea NOT NULL,
    account_id bytea NOT NULL,
    record bytea NOT NULL,
    label text NOT NULL,
    aaguid bytea NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint,
    attested_model bytea,
    CONSTRAINT passkeys_aaguid_check CHECK ((length(aaguid) = 16)),
    CONSTRAINT passkeys_attested_model_check CHECK ((length(attested_model) = ANY (ARRAY[16, 20]))),
    CONSTRAINT passkeys_credential_id_check CHECK (((length(credential_id) >= 1) AND (length(credential_id) <= 1023))),
    CONSTRAINT passkeys_record_check CHECK (((length(record) >= 1) AND (length(record) <= 262144)))
);
CREATE TABLE public.schema_versions (
    version bigint NOT NULL
);
CREATE TABLE public.sessions (
    key bytea NOT NULL,
    rp_id text NOT NULL,
    account_id bytea,
    credential_id bytea,
    authenticated_at bigint NOT NULL,
    purpose text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT sessions_check CHECK (((credential_id IS NULL) OR (account_id IS NOT NULL))),
    CONSTRAINT sessions_check1 CHECK ((expires_at >= created_at)),
    CONSTRAINT sessions_key_check CHECK ((length(key) = 32))
);
INSERT INTO public.accounts VALUES ('\x01010101010101010101010101010101', 'example.org', '\x01010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101', 'Person 1', 'person 1', 'A person', 1800000000);
INSERT INTO public.accounts VALUES ('\x02020202020202020202020202020202', 'example.org', '\x02020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202', 'Person 2', 'person 2', 'A person', 1800000000);
INSERT INTO public.ceremonies VALUES ('\x06060606060606060606060606060606', '\x0505050505050505050505050505050505050505050505050505050505050505', 3, '\x060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606', '', 'sign-in', 1800000000, 1800000300);
INSERT INTO public.decoy_secrets VALUES (1, '\x0707070707070707070707070707070707070707070707070707070707070707', '\x0707070707070707070707070707070707070707070707070707070707070707', 1800000000);
INSERT INTO public.metadata VALUES ('service', 7, '\x0101010101010101010101010101010101010101010101010101010101010101', 1800000007);
INSERT INTO public.passkeys VALUES ('example.org', '\x02020202020202020202020202020202', '\x02020202020202020202020202020202', '\x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', 'Passkey', '\x00000000000000000000000000000000', 1800000002, NULL, NULL);
INSERT INTO public.passkeys VALUES ('example.org', '\x03030303030303030303030303030303', '\x01010101010101010101010101010101', '\x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', 'Passkey', '\x00000000000000000000000000000000', 1800000003, NULL, '\x0909090909090909090909090909090909090909');
INSERT INTO public.passkeys VALUES ('example.org', '\x01010101010101010101010101010101', '\x01010101010101010101010101010101', '\x05050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505050505', 'Passkey', '\x00000000000000000000000000000000', 1800000001, 1800000005, NULL);
INSERT INTO public.schema_versions VALUES (1);
INSERT INTO public.schema_versions VALUES (2);
INSERT INTO public.sessions VALUES ('\x6565656565656565656565656565656565656565656565656565656565656565', 'example.org', '\x01010101010101010101010101010101', '\x01010101010101010101010101010101', 1800000000, 'sign-in', 1800000000, 1800001000);
INSERT INTO public.sessions VALUES ('\x6666666666666666666666666666666666666666666666666666666666666666', 'example.org', '\x02020202020202020202020202020202', '\x02020202020202020202020202020202', 1800000000, 'sign-in', 1800000000, 1800001000);
INSERT INTO public.sessions VALUES ('\x6868686868686868686868686868686868686868686868686868686868686868', 'example.org', '\x01010101010101010101010101010101', '\x01010101010101010101010101010101', 1800000000, 'sign-in', 1800000000, 1800001000);
INSERT INTO public.sessions VALUES ('\x0505050505050505050505050505050505050505050505050505050505050505', 'example.org', NULL, NULL, 1800000000, 'sign-in', 1800000000, 1800001000);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_id_rp_id_key UNIQUE (id, rp_id);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_rp_id_name_key_key UNIQUE (rp_id, name_key);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_rp_id_user_handle_key UNIQUE (rp_id, user_handle);
ALTER TABLE ONLY public.ceremonies
    ADD CONSTRAINT ceremonies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.decoy_secrets
    ADD CONSTRAINT decoy_secrets_pkey PRIMARY KEY (only_one);
ALTER TABLE ONLY public.metadata
    ADD CONSTRAINT metadata_pkey PRIMARY KEY (service);
ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (rp_id, credential_id);
ALTER TABLE ONLY public.schema_versions
    ADD CONSTRAINT schema_versions_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (key);
CREATE INDEX ceremonies_by_expiry ON public.ceremonies USING btree (expires_at);
CREATE INDEX ceremonies_of_session ON public.ceremonies USING btree (session_key);
CREATE INDEX passkeys_of_account ON public.passkeys USING btree (account_id);
CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_of_account ON public.sessions USING btree (account_id);
CREATE INDEX sessions_of_nobody ON public.sessions USING btree (expires_at) WHERE (account_id IS NULL);
ALTER TABLE ONLY public.ceremonies
    ADD CONSTRAINT ceremonies_session_key_fkey FOREIGN KEY (session_key) REFERENCES public.sessions(key) ON DELETE CASCADE;
ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_account_id_rp_id_fkey FOREIGN KEY (account_id, rp_id) REFERENCES public.accounts(id, rp_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_id_rp_id_fkey FOREIGN KEY (account_id, rp_id) REFERENCES public.accounts(id, rp_id) ON DELETE CASCADE;
