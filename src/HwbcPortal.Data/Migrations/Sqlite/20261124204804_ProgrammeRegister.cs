using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProgrammeRegister : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "Hours",
                table: "Programmes",
                type: "TEXT",
                precision: 18,
                scale: 10,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "RetiredOn",
                table: "Programmes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ValidityMonths",
                table: "Programmes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LookedUpAt",
                table: "Accreditations",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            // Written by hand: a foreign key added by itself makes EF rebuild the table outside of the migration's transaction.
            migrationBuilder.Sql("ALTER TABLE \"Accreditations\" ADD COLUMN \"LookedUpById\" TEXT NULL REFERENCES \"People\" (\"Id\") ON DELETE RESTRICT;");

            migrationBuilder.AddColumn<DateOnly>(
                name: "LookedUpOn",
                table: "Accreditations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Accreditations_LookedUpById",
                table: "Accreditations",
                column: "LookedUpById");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Accreditations_People_LookedUpById",
                table: "Accreditations");

            migrationBuilder.DropIndex(
                name: "IX_Accreditations_LookedUpById",
                table: "Accreditations");

            migrationBuilder.DropColumn(
                name: "Hours",
                table: "Programmes");

            migrationBuilder.DropColumn(
                name: "RetiredOn",
                table: "Programmes");

            migrationBuilder.DropColumn(
                name: "ValidityMonths",
                table: "Programmes");

            migrationBuilder.DropColumn(
                name: "LookedUpAt",
                table: "Accreditations");

            migrationBuilder.DropColumn(
                name: "LookedUpById",
                table: "Accreditations");

            migrationBuilder.DropColumn(
                name: "LookedUpOn",
                table: "Accreditations");
        }
    }
}
