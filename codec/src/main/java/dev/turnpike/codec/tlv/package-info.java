/** BER-TLV walking without allocation. Imports Agrona only. */
package dev.turnpike.codec.tlv;
