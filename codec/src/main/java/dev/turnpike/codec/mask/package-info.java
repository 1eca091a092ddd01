/**
 * Messages for people, with what is sensitive hidden: the sensitivity class of the dialect decides, and what cannot be parsed,
 * is not listed
 * or has content its field does not allow prints as {@code ***}. Not for the hot path. Imports {@code message} and below.
 */
package dev.turnpike.codec.mask;
