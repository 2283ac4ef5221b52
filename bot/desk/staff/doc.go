// Package staff knows who may work at the help desk: accounts with a role,
// passwords kept as argon2id, sessions that can be revoked, tokens for other
// systems and single sign-on. It decides who somebody is and what their role
// allows; what is done at the desk is up to package desk.
package staff
